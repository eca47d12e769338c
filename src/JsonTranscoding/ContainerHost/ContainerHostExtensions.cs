using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.ContainerHost;

/// <summary>The HTTP endpoints of the asynchronous container host calls. The synchronous calls are transcoded from gRPC.</summary>
public static class ContainerHostExtensions
{
    private const string IdHeader = "X-Inference-Id";

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    // Member names are kept as declared. Text is not escaped, because no response is embedded in an HTML page.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Adds <see cref="ContainerHostCalls"/>.</summary>
    public static IServiceCollection AddContainerHost(this IServiceCollection services)
    {
        services.AddOptions<ContainerHostOptions>()
            .BindConfiguration(ContainerHostOptions.Section)
            .Configure<IConfiguration>((options, configuration) => options.Webhook = configuration[ContainerHostOptions.WebhookVariable])
            .ValidateDataAnnotations()
            .Validate(
                options => string.IsNullOrEmpty(options.Webhook) || AudioUrls.IsHttp(options.Webhook),
                $"{ContainerHostOptions.WebhookVariable} is not an http or https URL")
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, PreferAsyncPolicy>());
        return services.AddSingleton<ContainerHostCalls>();
    }

    /// <summary>Maps the asynchronous form of <c>POST /generate</c>, <c>/status/{deployment}</c> and <c>/result/{deployment}</c>.</summary>
    public static IEndpointRouteBuilder MapContainerHost(this IEndpointRouteBuilder endpoints)
    {
        var calls = endpoints.MapGroup("").WithMetadata(new ErrorShapeAttribute(ErrorShape.Detail));
        calls.MapPost("/generate", SubmitAsync).WithMetadata(new PreferAsyncMetadata());
        calls.MapGet("/status/{deployment}", StatusAsync);
        calls.MapGet("/result/{deployment}", ResultAsync);
        // The 405 response of the router has no endpoint metadata and therefore no error shape.
        (string Path, string Method)[] methods =
        [
            ("/generate", "POST"),
            ("/generate_webhook", "POST"),
            ("/status/{deployment}", "GET"),
            ("/result/{deployment}", "GET"),
        ];
        foreach (var (path, method) in methods)
            calls.Map(path, context => RefuseMethod(context.Response, method));
        return endpoints;
    }

    private static async Task SubmitAsync(HttpContext context)
    {
        var request = await ReadAsync(context.Request);
        var id = OwnId(context) ?? Guid.NewGuid().ToString();
        var proxy = PreferAsyncPolicy.IsProxy(context.Request);
        await Calls(context).SubmitAsync(request.Url, id, context.GetCaller(), toWebhook: proxy, context.RequestAborted);

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers[IdHeader] = id;
        if (proxy)
            return;
        var result = $"/result/{DeploymentName(context)}";
        context.Response.Headers.Location = result;
        await context.Response.WriteAsJsonAsync(
            new { Id = id, StatusPath = $"/status/{DeploymentName(context)}", ResultPath = result }, Json);
    }

    private static async Task StatusAsync(HttpContext context)
    {
        var id = InferenceId(context);
        var status = await Calls(context).StatusAsync(id, context.GetCaller(), context.RequestAborted) ?? throw Unknown();
        await context.Response.WriteAsJsonAsync(new { Id = id, status.Error, Status = (int)status.Stage }, Json);
    }

    private static async Task ResultAsync(HttpContext context)
    {
        var text = await Calls(context).ResultAsync(InferenceId(context), context.GetCaller(), context.RequestAborted) ?? throw Unknown();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(new { result = text }, Json);
    }

    private static Task RefuseMethod(HttpResponse response, string allowed)
    {
        response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        response.Headers.Allow = allowed;
        return Task.CompletedTask;
    }

    private static ContainerHostCalls Calls(HttpContext context) => context.RequestServices.GetRequiredService<ContainerHostCalls>();

    private static string DeploymentName(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<ContainerHostOptions>>().Value.DeploymentName;

    private static async Task<GenerateRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            var parsed = Parser.Parse<GenerateRequest>(body);
            FieldLimits.Check(parsed);
            return parsed;
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "Request JSON payload is not correctly formatted."));
        }
    }

    private static string InferenceId(HttpContext context)
    {
        if (!string.Equals((string?)context.Request.RouteValues["deployment"], DeploymentName(context), StringComparison.OrdinalIgnoreCase))
            throw Unknown();
        return OwnId(context) ?? throw Invalid($"The request must have an {IdHeader} header");
    }

    /// <summary>The inference id that the caller sent; null if it sent none. The response echoes it in a header.</summary>
    private static string? OwnId(HttpContext context)
    {
        var id = context.Request.Headers[IdHeader].ToString();
        if (id.Length == 0)
            return null;
        return id.Length <= FieldLimits.Name && id.All(character => character is > ' ' and <= '~')
            ? id
            : throw Invalid($"The {IdHeader} header must have at most {FieldLimits.Name} characters, all of visible ASCII");
    }

    private static RpcException Invalid(string message) =>
        RpcErrors.Create(Google.Rpc.Code.InvalidArgument, ErrorReasons.InvalidRequest, message);

    private static RpcException Unknown() => new(new Grpc.Core.Status(StatusCode.NotFound, "No result exists for this id"));
}
