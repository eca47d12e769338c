using Grpc.Core;

namespace Transcribe.JsonTranscoding;

/// <summary>
/// Sets the HTTP status of a JSON call. The transcoding sets it to 200 after the method returns, so it is set again when the headers are
/// sent.
/// </summary>
public static class JsonStatus
{
    public static void Set(ServerCallContext context, int status)
    {
        var response = context.GetHttpContext().Response;
        response.OnStarting(() =>
        {
            if (response.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true)
                response.StatusCode = status;
            return Task.CompletedTask;
        });
    }
}
