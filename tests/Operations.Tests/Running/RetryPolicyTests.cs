using System.Net;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations.Running;

namespace Transcribe.Operations.Tests.Running;

public sealed class RetryPolicyTests
{
    [Theory]
    [InlineData(TranscriptionError.Overloaded, true)]
    [InlineData(TranscriptionError.FetchFailed, false)]
    [InlineData(TranscriptionError.AudioUnreadable, false)]
    [InlineData(TranscriptionError.UrlNotAllowed, false)]
    [InlineData(TranscriptionError.InferenceFailed, false)]
    public void IsTransient_ByError(TranscriptionError error, bool expected) =>
        Assert.Equal(expected, RetryPolicy.IsTransient(new TranscriptionException(error, "")));

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(null, true)]
    public void IsTransient_FetchByStatus(HttpStatusCode? status, bool expected) =>
        Assert.Equal(
            expected,
            RetryPolicy.IsTransient(
                new TranscriptionException(TranscriptionError.FetchFailed, "", new HttpRequestException("", inner: null, status))));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(4, 40)]
    [InlineData(7, 300)]
    [InlineData(60, 300)]
    public void DelayAfter_DoublesUpToFiveMinutesWithJitter(int failures, double seconds)
    {
        var policy = new RetryPolicy(Options.Create(new OperationsOptions()));
        var fault = new TranscriptionException(TranscriptionError.Overloaded, "");

        var delays = Enumerable.Range(0, 50).Select(_ => policy.DelayAfter(failures, fault).TotalSeconds).ToList();

        Assert.All(delays, delay => Assert.InRange(delay, seconds, seconds * 1.1));
        Assert.True(delays.Distinct().Count() > 1);
    }

    [Fact]
    public void DelayAfter_FaultAsksForLonger_WaitsAsLong()
    {
        var policy = new RetryPolicy(Options.Create(new OperationsOptions()));
        Assert.Equal(
            TimeSpan.FromMinutes(2),
            policy.DelayAfter(1, new TranscriptionException(TranscriptionError.Overloaded, "") { RetryAfter = TimeSpan.FromMinutes(2) }));
    }
}
