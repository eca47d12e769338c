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
        return services
            .AddCrossOrigin()
            .AddSingleton<IValidateOptions<AccessOptions>, AccessValidation>()
            .AddSingleton<ApiKeys>()
            .AddHostedService(provider => provider.GetRequiredService<ApiKeys>())
            .AddSingleton<CallQuota>()
            .AddSingleton<AccessPolicy>();
    }
}
