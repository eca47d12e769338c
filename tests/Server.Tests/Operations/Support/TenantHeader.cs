using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;
using Transcribe.JsonTranscoding;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>Takes the tenant of each request from a header, so that a test can be several callers.</summary>
internal sealed class TenantHeader : IStartupFilter
{
    public const string Name = "x-test-tenant";

    public static void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter, TenantHeader>();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(SetCaller);
        next(app);
    };

    private static Task SetCaller(HttpContext context, RequestDelegate next)
    {
        context.SetCaller(Caller.Of(context.Request.Headers[Name].ToString()));
        return next(context);
    }
}
