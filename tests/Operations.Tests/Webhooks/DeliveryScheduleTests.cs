using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations.Tests.Webhooks;

public sealed class DeliveryScheduleTests
{
    [Fact]
    public void DelayAfter_EachFailure_FollowsTheScheduleThenGivesUp()
    {
        double[] minutes = [5.0 / 60, 5, 30, 120, 300, 600, 840, 1200, 1440];
        for (var failures = 1; failures <= minutes.Length; failures++)
            Assert.InRange(
                DeliverySchedule.DelayAfter(failures, retryAfter: null)!.Value.TotalMinutes,
                minutes[failures - 1],
                1.1 * minutes[failures - 1]);
        Assert.Null(DeliverySchedule.DelayAfter(minutes.Length + 1, retryAfter: null));
    }

    [Theory]
    [InlineData(90, 90, 90)]
    [InlineData(1, 5, 5.5)]
    [InlineData(-60, 5, 5.5)]
    [InlineData(1_000_000, 86_400, 86_400)]
    public void DelayAfter_ReceiverAsksForAWait_WaitsAtLeastThatButNotOverADay(double asked, double least, double most) =>
        Assert.InRange(DeliverySchedule.DelayAfter(1, TimeSpan.FromSeconds(asked))!.Value.TotalSeconds, least, most);
}
