namespace Transcribe.Operations;

/// <summary>Where to send a webhook at an operation's end.</summary>
/// <param name="Uri">Absolute, http or https. Untrusted input.</param>
/// <param name="Kind">The form of the body.</param>
public sealed record Webhook(Uri Uri, WebhookKind Kind);

/// <summary>The form of a webhook's body. Stores keep the names.</summary>
public enum WebhookKind
{
    /// <summary><c>{"name":…,"state":…}</c> with the error, or with the text if it is small.</summary>
    Operation,

    /// <summary><c>{"result":…}</c> or <c>{"status":"error","details":…}</c>, as the hosting platform's clients expect.</summary>
    Platform,
}
