using System.ComponentModel.DataAnnotations;

namespace Transcribe.Operations.S3;

/// <summary>The bucket that keeps inline audio of operations. Section <c>Transcribe:Operations:S3</c>.</summary>
public sealed class S3AudioOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = $"{OperationsOptions.Section}:S3";

    public const string DefaultPrefix = "transcribe/";

    /// <summary>The bucket; default none, and inline audio is beside the operations.</summary>
    public string? Bucket { get; set; }

    /// <summary>The beginning of the objects' keys, which no other store may use; default <c>transcribe/</c>.</summary>
    public string Prefix { get; set; } = DefaultPrefix;

    /// <summary>The region; default none, and the SDK finds it as all of Amazon's tools do.</summary>
    public string? Region { get; set; }

    /// <summary>The http or https URL of a service with S3's API; default none, and it is Amazon's.</summary>
    /// <remarks>Its buckets are addressed by path.</remarks>
    public string? Endpoint { get; set; }

    /// <summary>The id of the access key; default none, and the SDK finds the credentials as all of Amazon's tools do.</summary>
    public string? AccessKey { get; set; }

    /// <summary>The secret of <see cref="AccessKey"/>; default none.</summary>
    public string? SecretKey { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is not null && !IsHttp(Endpoint))
            yield return new ValidationResult($"{Section}:{nameof(Endpoint)} is no http or https URL");
        if (AccessKey is null != SecretKey is null)
            yield return new ValidationResult($"{Section}: {nameof(AccessKey)} and {nameof(SecretKey)} need each other");
        if (Region is not null && !Region.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            yield return new ValidationResult($"{Section}:{nameof(Region)} is no region");
    }

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
}
