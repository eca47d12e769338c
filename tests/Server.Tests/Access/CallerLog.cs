using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;
using Transcribe.JsonTranscoding;

namespace Transcribe.Server.Tests.Access;

/// <summary>Notes the known callers of all requests.</summary>
internal sealed class CallerLog : IStartupFilter
{
    private readonly ConcurrentQueue<Caller> _callers = new();

    public IEnumerable<string> Tenants => _callers.Select(caller => caller.Tenant);

    public IEnumerable<string> Accounts => _callers.Select(caller => caller.Account);

    public void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter>(this);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            context.Response.OnStarting(() =>
            {
                if (context.GetCaller() is { } caller && caller != Caller.None)
                    _callers.Enqueue(caller);
                return Task.CompletedTask;
            });
            return rest(context);
        });
        next(app);
    };
}
