namespace Transcribe.Realtime.Sessions;

/// <summary>How the server finds the turns of a speaker: <c>server_vad</c>.</summary>
/// <param name="Threshold">How certain it must be that it hears voice, 0 to 1.</param>
/// <param name="PrefixPadding">The audio before the first voice that belongs to the turn, in ms.</param>
/// <param name="SilenceDuration">The silence that ends a turn, in ms.</param>
internal sealed record TurnDetection(double Threshold = 0.5, int PrefixPadding = 300, int SilenceDuration = 500);
