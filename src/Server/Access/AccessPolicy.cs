using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Access;

/// <summary>Requires a key or token if the settings name some, and enforces the quota of each caller.</summary>
internal sealed class AccessPolicy(ApiKeys keys, BearerTokens tokens, WrongKeys wrong, CallQuota calls)
{
    /// <summary>Finds the caller of a request, sets it, and deducts the call from its quota.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED or QUOTA_EXCEEDED, or UNAVAILABLE if a token cannot be validated.</exception>
    public async Task AdmitAsync(HttpContext context)
    {
        var caller = keys.AreRequired || tokens.AreAccepted
            ? Caller.Of(await FindTenantAsync(context) ?? throw Unauthenticated())
            : new Caller("", Addresses.AccountOf(context.Connection.RemoteIpAddress));
        context.SetCaller(caller);
        calls.Take(caller);
    }

    private async Task<string?> FindTenantAsync(HttpContext context)
    {
        if (Credential.Of(context.Request.Headers) is not { } credential)
            return null;
        var tenant = keys.Table.Find(credential.Text)
            ?? (credential.IsBearer ? await tokens.FindTenantAsync(credential.Text, context.RequestAborted) : null);
        if (tenant is null)
            wrong.Count(context);
        return tenant;
    }

    private static RpcException Unauthenticated() => RpcErrors.Create(
        Code.Unauthenticated,
        ErrorReasons.Unauthenticated,
        "A valid API key is required, as `authorization: Bearer …` or `x-api-key`");
}
