namespace Transcribe.Server.Access;

internal static class AccessServiceCollectionExtensions
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>()
            .BindConfiguration(ServerSections.Access)
            .ValidateDataAnnotations()
            .Validate(options => !options.Keys.Any(string.IsNullOrWhiteSpace), "Transcribe:Access:Keys holds an empty key")
            .ValidateOnStart();
        return services.AddSingleton<ApiKeys>().AddSingleton<CallQuota>().AddSingleton<AccessPolicy>();
    }
}
