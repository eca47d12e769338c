using System.Text;
using Grpc.AspNetCore.Server;

namespace Transcribe.Server.Telemetry;

/// <summary>The page of the exporter with the <see cref="EmptySeries"/>.</summary>
internal static class MetricsPage
{
    /// <summary>Serves what an endpoint writes, completed. The page is not compressed.</summary>
    public static RequestDelegate Complete(RequestDelegate exporter) => async context =>
    {
        context.Request.Headers.AcceptEncoding = default;
        var body = context.Response.Body;
        using var page = new MemoryStream();
        context.Response.Body = page;
        try
        {
            await exporter(context);
        }
        finally
        {
            context.Response.Body = body;
        }
        if (page.Length > 0)
            await context.Response.WriteAsync(SeriesOf(context).AddTo(Encoding.UTF8.GetString(page.ToArray())));
    };

    private static EmptySeries SeriesOf(HttpContext context)
    {
        var services = context.RequestServices;
        var methods = services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>())
            .OfType<GrpcMethodMetadata>()
            .Select(RpcMeter.Name)
            .Distinct();
        return new EmptySeries(services.GetRequiredService<HistogramFamilies>().All, [.. methods]);
    }
}
