using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Access;

/// <summary>Requires a key or token if the settings name some, and enforces the quota of each caller.</summary>
internal sealed class AccessPolicy(
    ApiKeys keys, BearerTokens tokens, EphemeralKeys ephemeral, SocketOrigins origins, WrongKeys wrong, CallQuota calls)
{
    /// <summary>Finds the caller of a request, sets it, and deducts the call from its quota.</summary>
    /// <exception cref="RpcException">
    /// UNAUTHENTICATED, PERMISSION_DENIED or QUOTA_EXCEEDED, or UNAVAILABLE if a token cannot be validated.
    /// </exception>
    public async Task AdmitAsync(HttpContext context)
    {
        origins.Check(context);
        var credential = Credential.Of(context);
        // A server without keys gives ephemeral ones for their sessions.
        var isEphemeral = credential is not null && context.IsSocket() && EphemeralKeys.IsOne(credential.Text);
        var needsKey = keys.AreRequired || tokens.AreAccepted;
        var tenant = needsKey || isEphemeral ? await FindTenantAsync(context, credential, isEphemeral) ?? throw Unauthenticated() : "";
        var caller = needsKey
            ? Caller.Of(tenant) with { IsOperator = keys.Table.IsOperator(tenant) }
            : new Caller("", Addresses.AccountOf(context.Connection.RemoteIpAddress));
        context.SetCaller(caller);
        calls.Take(caller);
    }

    private async Task<string?> FindTenantAsync(HttpContext context, Credential? credential, bool isEphemeral)
    {
        if (credential is null)
            return null;
        var tenant = isEphemeral
            ? FindEphemeral(context, credential)
            : keys.Table.Find(credential.Text)
                ?? (credential.IsBearer ? await tokens.FindTenantAsync(credential.Text, context.RequestAborted) : null);
        if (tenant is null)
            wrong.Count(context);
        return tenant;
    }

    private string? FindEphemeral(HttpContext context, Credential credential)
    {
        if (ephemeral.Find(credential.Text) is not var (tenant, session))
            return null;
        context.Features.Set(session);
        return tenant;
    }

    private static RpcException Unauthenticated() => RpcErrors.Create(
        Code.Unauthenticated,
        ErrorReasons.Unauthenticated,
        "A valid API key is required, as `authorization: Bearer …` or `x-api-key`");
}
