namespace Transcribe.Operations;

/// <summary>Who is told of an operation's end, and in which form.</summary>
/// <param name="Uri">Absolute, http or https. Hostile until proven otherwise.</param>
/// <param name="Kind">The form of the body.</param>
public sealed record Webhook(Uri Uri, WebhookKind Kind);

/// <summary>The form of a webhook's body.</summary>
public enum WebhookKind
{
    /// <summary><c>{"name":…,"state":…}</c> with the text, when it is small, or the error.</summary>
    Operation,

    /// <summary><c>{"result":…}</c> or <c>{"status":"error","details":…}</c>, as the platform's clients expect.</summary>
    Platform,
}
