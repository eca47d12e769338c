using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>A checked configuration with its model.</summary>
/// <param name="Request">The configuration.</param>
/// <param name="Model">The model that it names.</param>
/// <param name="Settings">Its settings with the language codes of the model.</param>
internal sealed record LivePlan(LiveRequest Request, ISpeechModel Model, TranscriptionSettings Settings);
