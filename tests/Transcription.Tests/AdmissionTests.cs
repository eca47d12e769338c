using Transcribe.Core;

namespace Transcribe.Transcription.Tests;

public sealed class AdmissionTests
{
    private const string AllTaken = "Too many things in progress (limit 64)";
    private const string ShareTaken = "Too many things of this caller in progress (they take its share of 64 places)";

    [Fact]
    public void Enter_AllPlacesTaken_IsRefusedWithTheTimeToWait()
    {
        var admission = new Admission(2, 1, "things", TimeSpan.FromSeconds(7));
        using var first = admission.Enter(Caller.Of("a"));
        using var second = admission.Enter(Caller.Of("b"));

        var refusal = Assert.Throws<TranscriptionException>(() => admission.Enter(Caller.Of("a")));

        Assert.Equal(TranscriptionError.Overloaded, refusal.Error);
        Assert.Equal("Too many things in progress (limit 2)", refusal.Message);
        Assert.Equal(TimeSpan.FromSeconds(7), refusal.RetryAfter);
    }

    [Fact]
    public void Enter_AfterAPlaceWasGivenBackTwice_HasOnePlaceOnly()
    {
        var admission = new Admission(1, 1, "things", TimeSpan.FromSeconds(7));
        var place = admission.Enter(Caller.Of("a"));
        place.Dispose();
        place.Dispose();

        using var next = admission.Enter(Caller.Of("a"));

        Assert.Throws<TranscriptionException>(() => admission.Enter(Caller.Of("a")));
    }

    [Fact]
    public void Enter_ManyCallers_LeaveRoomForAnother()
    {
        var admission = new Admission(64, 0.5, "things", TimeSpan.FromSeconds(7));

        Assert.Equal([32, 16, 8, 4, 2, 1], "abcdef".Select(caller => Fill(admission, $"{caller}").Count));
        Assert.Equal(ShareTaken, RefusalOf(admission, "a"));
        // The first place of a caller may be the last one.
        Assert.Single(Fill(admission, "g"));
        Assert.Equal(AllTaken, RefusalOf(admission, "h"));
    }

    [Theory]
    [InlineData(64, 1, 64)]
    [InlineData(64, 0.25, 16)]
    [InlineData(2, 0.5, 1)]
    [InlineData(1, 0.5, 1)]
    [InlineData(64, 0.01, 1)]
    public void Enter_CallerAlone_GetsItsShareAndAtLeastOne(int limit, double share, int places) =>
        Assert.Equal(places, Fill(new Admission(limit, share, "things", TimeSpan.FromSeconds(7)), "a").Count);

    [Fact]
    public void Enter_TheServiceItself_HasNoShare() =>
        Assert.Equal(64, Fill(new Admission(64, 0.5, "things", TimeSpan.FromSeconds(7)), "").Count);

    [Fact]
    public void Enter_AfterPlacesWereGivenBack_HasThemAgain()
    {
        var admission = new Admission(64, 0.5, "things", TimeSpan.FromSeconds(7));
        var (first, second) = (Fill(admission, "a"), Fill(admission, "b"));

        first.ForEach(place => place.Dispose());
        Assert.Equal(24, Fill(admission, "a").Count);
        second.ForEach(place => place.Dispose());
        Assert.Equal(20, Fill(admission, "b").Count);
    }

    [Fact]
    public void Check_RefusesWhatEnterWould()
    {
        var admission = new Admission(64, 0.5, "things", TimeSpan.FromSeconds(7));
        Fill(admission, "a");

        var refusal = Assert.Throws<TranscriptionException>(() => admission.Check(Caller.Of("a")));

        Assert.Equal((TranscriptionError.Overloaded, ShareTaken), (refusal.Error, refusal.Message));
        Assert.Equal(TimeSpan.FromSeconds(7), refusal.RetryAfter);
        admission.Check(Caller.Of("b"));
    }

    /// <summary>Takes places until one is refused.</summary>
    private static List<IDisposable> Fill(Admission admission, string account)
    {
        var places = new List<IDisposable>();
        try
        {
            while (true)
                places.Add(admission.Enter(Caller.Of(account)));
        }
        catch (TranscriptionException)
        {
            return places;
        }
    }

    private static string RefusalOf(Admission admission, string account) =>
        Assert.Throws<TranscriptionException>(() => admission.Enter(Caller.Of(account))).Message;
}
