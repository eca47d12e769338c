using System.Net;
using System.Text.Json;
using Google.Rpc;
using Grpc.Core;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>Asserts what a client sees of a failure.</summary>
internal static class Failure
{
    private const string ErrorInfoType = "type.googleapis.com/google.rpc.ErrorInfo";

    /// <summary>Asserts that a gRPC call fails with the code and the reason in its ErrorInfo, and returns the status.</summary>
    public static async Task<Google.Rpc.Status> AssertGrpcAsync(StatusCode code, string reason, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.True(failure.GetRpcStatus() is not null, failure.ToString());
        Assert.Equal((code, reason), (failure.StatusCode, failure.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        Assert.Equal("transcribe", failure.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Domain);
        Assert.Equal((int)code, failure.GetRpcStatus()!.Code);
        return failure.GetRpcStatus()!;
    }

    /// <summary>Asserts that an answer has the form of a failure under /v1, and returns its "error".</summary>
    public static async Task<JsonElement> AssertEnvelopeAsync(
        HttpStatusCode httpStatus, string status, string reason, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(httpStatus == response.StatusCode, $"{response.StatusCode}: {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return AssertEnvelope(httpStatus, status, reason, body);
    }

    public static JsonElement AssertEnvelope(HttpStatusCode httpStatus, string status, string reason, string body)
    {
        var error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        var info = error.GetProperty("details").EnumerateArray().Single(detail => detail.GetProperty("@type").GetString() == ErrorInfoType);
        Assert.Equal((int)httpStatus, error.GetProperty("code").GetInt32());
        Assert.Equal((status, reason), (error.GetProperty("status").GetString(), info.GetProperty("reason").GetString()));
        Assert.Equal("transcribe", info.GetProperty("domain").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        return error;
    }

    /// <summary>Asserts that an answer has the form of a failure of the platform's calls, and returns its "detail".</summary>
    public static async Task<string> AssertDetailAsync(HttpStatusCode httpStatus, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(httpStatus == response.StatusCode, $"{response.StatusCode}: {body}");
        var property = Assert.Single(JsonDocument.Parse(body).RootElement.EnumerateObject());
        Assert.Equal("detail", property.Name);
        return property.Value.GetString()!;
    }
}
