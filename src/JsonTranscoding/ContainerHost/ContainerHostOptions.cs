using System.ComponentModel.DataAnnotations;

namespace Transcribe.JsonTranscoding.ContainerHost;

/// <summary>The integration with the container host (section <c>Transcribe</c>, and the environment variable <c>WEBHOOK</c>).</summary>
public sealed class ContainerHostOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe";

    /// <summary>The environment variable that the container host sets to the URL of its webhook.</summary>
    public const string WebhookVariable = "WEBHOOK";

    /// <summary>
    /// The last segment of the status and result paths, one or more of A-Z, a-z, 0-9, ".", "_" and "-"; default "transcribe".
    /// </summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._-]+")]
    public string DeploymentName { get; set; } = "transcribe";

    /// <summary>The http or https URL that receives results; default none.</summary>
    /// <remarks>The value of <see cref="WebhookVariable"/>. An empty value means none.</remarks>
    public string? Webhook { get; set; }
}
