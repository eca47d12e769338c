using System.ComponentModel.DataAnnotations;

namespace Transcribe.JsonTranscoding.ContainerHost;

/// <summary>How the container host calls this service. Section <c>Transcribe</c>, and the environment variable <c>WEBHOOK</c>.</summary>
public sealed class ContainerHostOptions
{
    /// <summary>The environment variable that the container host sets to its webhook.</summary>
    public const string WebhookVariable = "WEBHOOK";

    /// <summary>The last part of the status and result paths; default "transcribe".</summary>
    [Required]
    [RegularExpression("[A-Za-z0-9._-]+")]
    public string DeploymentName { get; set; } = "transcribe";

    /// <summary>The value of <see cref="WebhookVariable"/>: the http or https URL that receives results; default none. An empty value means none.</summary>
    public string? Webhook { get; set; }
}
