using Microsoft.Extensions.Options;
using Transcribe.JsonTranscoding;
using Transcribe.Operations;
using Transcribe.Realtime;

namespace Transcribe.Server.Access;

internal static class AccessServiceCollectionExtensions
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>()
            .BindConfiguration(AccessOptions.Section)
            .ValidateDataAnnotations()
            .Validate(
                options => options.AllowedOrigins.All(CrossOrigin.IsOrigin),
                "Transcribe:Access:AllowedOrigins contains an entry that is not an origin such as https://app.example")
            .Validate(
                options => options.Proxies.All(proxy => Proxies.Parse(proxy) is not null),
                $"{AccessOptions.Section}:{nameof(AccessOptions.Proxies)} contains an entry that is neither an address nor a network")
            .ValidateOnStart();
        services.AddOptions<QuotaOptions>().BindConfiguration(QuotaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<JwtOptions>()
            .BindConfiguration(JwtOptions.Section)
            .ValidateDataAnnotations()
            .Validate(
                options => options.Authority is null || JwtOptions.IsAuthority(options.Authority),
                $"{JwtOptions.Section}:{nameof(JwtOptions.Authority)} is not an https URL")
            .Validate(
                options => options.Authority is null || !string.IsNullOrEmpty(options.Audience),
                $"{JwtOptions.Section}:{nameof(JwtOptions.Audience)} is missing, which {nameof(JwtOptions.Authority)} needs")
            .ValidateOnStart();
        return services
            .AddCrossOrigin()
            .AddProxies()
            .AddMetering()
            .AddSingleton<IValidateOptions<AccessOptions>, AccessValidation>()
            .AddSingleton<ApiKeys>()
            .AddHostedService(provider => provider.GetRequiredService<ApiKeys>())
            .AddSingleton<BearerTokens>()
            .AddSingleton<EphemeralKeys>()
            .AddSingleton<IEphemeralKeys>(provider => provider.GetRequiredService<EphemeralKeys>())
            .AddSingleton<SocketOrigins>()
            .AddSingleton<Allowances>()
            .AddSingleton<IOperationQuota>(provider => provider.GetRequiredService<Allowances>())
            .AddSingleton<WrongKeys>()
            .AddSingleton<CallQuota>()
            .AddSingleton<StreamQuota>()
            .AddSingleton<IStreamPlaces>(provider => provider.GetRequiredService<StreamQuota>())
            .AddSingleton<AccessPolicy>();
    }
}
