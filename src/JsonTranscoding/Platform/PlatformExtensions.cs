using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.Platform;

/// <summary>The platform's asynchronous forms of <c>/generate</c>: accepted at once, asked for by id later.</summary>
public static class PlatformExtensions
{
    private const string IdHeader = "X-Inference-Id";

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static IServiceCollection AddPlatformCalls(this IServiceCollection services)
    {
        services.AddOptions<PlatformOptions>().BindConfiguration("Transcribe").ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    /// <summary>Takes <c>POST /generate</c> out of the way of the transcoding where the caller prefers not to wait.</summary>
    public static IApplicationBuilder UsePlatformCalls(this IApplicationBuilder app) =>
        app.MapWhen(context => AsyncPreference.IsAsync(context.Request), branch => branch.Run(SubmitAsync));

    /// <summary>Maps <c>/status/{deployment}</c> and <c>/result/{deployment}</c>.</summary>
    public static IEndpointRouteBuilder MapPlatformCalls(this IEndpointRouteBuilder endpoints)
    {
        var deployment = endpoints.ServiceProvider.GetRequiredService<IOptions<PlatformOptions>>().Value.DeploymentName;
        endpoints.MapGet($"/status/{deployment}", StatusAsync);
        endpoints.MapGet($"/result/{deployment}", ResultAsync);
        return endpoints;
    }

    private static async Task SubmitAsync(HttpContext context)
    {
        var calls = Admit(context);
        var request = await ReadAsync(context.Request);
        var id = context.Request.Headers[IdHeader].ToString() is { Length: > 0 } own ? own : Guid.NewGuid().ToString();
        var proxy = AsyncPreference.IsProxy(context.Request);
        await calls.SubmitAsync(request.Url, id, toWebhook: proxy, context.RequestAborted);

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers[IdHeader] = id;
        if (proxy)
            return;
        var deployment = context.RequestServices.GetRequiredService<IOptions<PlatformOptions>>().Value.DeploymentName;
        var result = $"/result/{deployment}";
        context.Response.Headers.Location = result;
        await context.Response.WriteAsJsonAsync(new { Id = id, StatusPath = $"/status/{deployment}", ResultPath = result }, PlatformJson.Options);
    }

    private static async Task StatusAsync(HttpContext context)
    {
        var calls = Admit(context);
        var id = InferenceId(context.Request);
        var status = await calls.StatusAsync(id, context.RequestAborted) ?? throw Unknown();
        await context.Response.WriteAsJsonAsync(new { Id = id, status.Error, Status = (int)status.Stage }, PlatformJson.Options);
    }

    private static async Task ResultAsync(HttpContext context)
    {
        var calls = Admit(context);
        var text = await calls.ResultAsync(InferenceId(context.Request), context.RequestAborted) ?? throw Unknown();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(new { result = text }, PlatformJson.Options);
    }

    private static IPlatformCalls Admit(HttpContext context)
    {
        var calls = context.RequestServices.GetRequiredService<IPlatformCalls>();
        calls.Admit(context);
        return calls;
    }

    private static async Task<GenerateRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            return Parser.Parse<GenerateRequest>(body);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "Request JSON payload is not correctly formatted."));
        }
    }

    private static string InferenceId(HttpRequest request) => request.Headers[IdHeader].ToString() is { Length: > 0 } id
        ? id
        : throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, $"The request must have an {IdHeader} header"));

    private static RpcException Unknown() => new(new Grpc.Core.Status(StatusCode.NotFound, "There is no result for this id"));
}
