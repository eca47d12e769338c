using Microsoft.Extensions.Options;
using Transcribe.Engine.Batching;

namespace Transcribe.Engine.Tests.Batching;

public sealed class AdmissionTests
{
    [Fact]
    public void Enter_AllPlacesTaken_IsRefusedWithTheTimeToWait()
    {
        var admission = new Admission(Options.Create(new BatchingOptions { MaxRequests = 2, RetryAfter = TimeSpan.FromSeconds(7) }));
        using var first = admission.Enter();
        using var second = admission.Enter();

        var refusal = Assert.Throws<TranscriptionException>(admission.Enter);

        Assert.Equal(TranscriptionError.Overloaded, refusal.Error);
        Assert.Equal(TimeSpan.FromSeconds(7), refusal.RetryAfter);
    }

    [Fact]
    public void Enter_AfterAPlaceWasGivenBackTwice_HasOnePlaceOnly()
    {
        var admission = new Admission(Options.Create(new BatchingOptions { MaxRequests = 1 }));
        var place = admission.Enter();
        place.Dispose();
        place.Dispose();

        using var next = admission.Enter();

        Assert.Throws<TranscriptionException>(admission.Enter);
    }
}
