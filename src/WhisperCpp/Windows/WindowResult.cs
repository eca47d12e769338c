namespace Transcribe.WhisperCpp.Windows;

/// <summary>What became of a window.</summary>
/// <param name="Attempt">The attempt that was kept.</param>
/// <param name="Language">Its language code.</param>
/// <param name="LanguageProbability">The probability of the language among all languages; 1 if it was forced.</param>
/// <param name="SuppressionReason">Why the text is rejected; null if it stands.</param>
/// <param name="Fallbacks">How many attempts came after the first.</param>
internal sealed record WindowResult(
    WindowAttempt Attempt, string Language, float LanguageProbability, string? SuppressionReason, int Fallbacks);
