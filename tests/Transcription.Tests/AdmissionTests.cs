using Transcribe.Core;

namespace Transcribe.Transcription.Tests;

public sealed class AdmissionTests
{
    [Fact]
    public void Enter_AllPlacesTaken_IsRefusedWithTheTimeToWait()
    {
        var admission = new Admission(2, "things", TimeSpan.FromSeconds(7));
        using var first = admission.Enter();
        using var second = admission.Enter();

        var refusal = Assert.Throws<TranscriptionException>(admission.Enter);

        Assert.Equal(TranscriptionError.Overloaded, refusal.Error);
        Assert.Equal("Too many things in progress (limit 2)", refusal.Message);
        Assert.Equal(TimeSpan.FromSeconds(7), refusal.RetryAfter);
    }

    [Fact]
    public void Enter_AfterAPlaceWasGivenBackTwice_HasOnePlaceOnly()
    {
        var admission = new Admission(1, "things", TimeSpan.FromSeconds(7));
        var place = admission.Enter();
        place.Dispose();
        place.Dispose();

        using var next = admission.Enter();

        Assert.Throws<TranscriptionException>(admission.Enter);
    }
}
