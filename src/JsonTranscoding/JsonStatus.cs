using Grpc.Core;

namespace Transcribe.JsonTranscoding;

/// <summary>The HTTP status of a call that came as JSON. The transcoding sets it to 200 after the method, so it is set back as the headers go out.</summary>
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
