using Transcribe.Core;
using Transcribe.Operations.Tests.Support;
using Transcribe.Operations.Webhooks;

namespace Transcribe.Operations.Tests.Webhooks;

public sealed class WebhookBodyTests
{
    private static readonly Operation Succeeded = new()
    {
        Id = "1",
        Tenant = "",
        State = OperationState.Succeeded,
        Fingerprint = "",
        Request = OperationRequest.From(Examples.Remote().Request),
    };

    private static readonly Operation Failed = Succeeded with
    {
        State = OperationState.Failed,
        Failure = new OperationFailure(TranscriptionError.FetchFailed, "Could not fetch audio file (status 404)"),
    };

    [Fact]
    public void Of_Platform_IsWhatItsClientsExpect()
    {
        Assert.Equal("""{"result":"zwei \"Wörter\""}""", WebhookBody.Of(Succeeded, WebhookKind.Platform, "zwei \"Wörter\""));
        Assert.Equal(
            """{"status":"error","details":"Could not fetch audio file (status 404)"}""",
            WebhookBody.Of(Failed, WebhookKind.Platform, ""));
    }

    [Fact]
    public void Of_Operation_NamesItAndItsEnd()
    {
        Assert.Equal(
            """{"name":"operations/1","state":"SUCCEEDED","text":"two words"}""",
            WebhookBody.Of(Succeeded, WebhookKind.Operation, "two words"));
        Assert.Equal(
            $$$"""{"name":"operations/1","state":"FAILED","error":{"reason":"FETCH_FAILED","message":"{{{Failed.Failure!.Message}}}"}}""",
            WebhookBody.Of(Failed, WebhookKind.Operation, ""));
        Assert.Equal(
            """{"name":"operations/1","state":"CANCELLED","error":{"reason":"CANCELLED","message":"The operation was cancelled"}}""",
            WebhookBody.Of(Succeeded with { State = OperationState.Cancelled }, WebhookKind.Operation, ""));
    }

    [Theory]
    [InlineData(9_999, true)]
    [InlineData(10_000, false)]
    public void Of_OperationWithLongText_LeavesItOut(int letters, bool expected) =>
        Assert.Equal(
            expected,
            WebhookBody.Of(Succeeded, WebhookKind.Operation, new string('ö', letters)).Contains("text", StringComparison.Ordinal));
}
