using Microsoft.AspNetCore.Http;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding;

/// <summary>Keeps the caller of an HTTP request or gRPC call with it.</summary>
public static class HttpCallers
{
    /// <summary>The caller that the access policy found; <see cref="Caller.None"/> before.</summary>
    public static Caller GetCaller(this HttpContext context) => context.Features.Get<Caller>() ?? Caller.None;

    /// <summary>Sets the caller.</summary>
    public static void SetCaller(this HttpContext context, Caller caller) => context.Features.Set(caller);
}
