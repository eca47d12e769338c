namespace Transcribe.Server.Access;

internal static class AccessServiceCollectionExtensions
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>()
            .BindConfiguration(AccessOptions.Section)
            .ValidateDataAnnotations()
            .Validate(
                options => options.Keys.All(key => key.Trim().Length >= AccessOptions.MinimumKeyLength),
                $"Transcribe:Access:Keys contains a key of fewer than {AccessOptions.MinimumKeyLength} characters")
            .ValidateOnStart();
        return services.AddSingleton<ApiKeys>().AddSingleton<CallQuota>().AddSingleton<AccessPolicy>();
    }
}
