using Microsoft.Extensions.Options;

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
            .ValidateOnStart();
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
            .AddSingleton<IValidateOptions<AccessOptions>, AccessValidation>()
            .AddSingleton<ApiKeys>()
            .AddHostedService(provider => provider.GetRequiredService<ApiKeys>())
            .AddSingleton<BearerTokens>()
            .AddSingleton<CallQuota>()
            .AddSingleton<AccessPolicy>();
    }
}
