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
            .Validate(
                options => options.AllowedOrigins.All(CrossOrigin.IsOrigin),
                "Transcribe:Access:AllowedOrigins contains an entry that is not an origin such as https://app.example")
            .ValidateOnStart();
        return services.AddCrossOrigin().AddSingleton<ApiKeys>().AddSingleton<CallQuota>().AddSingleton<AccessPolicy>();
    }
}
