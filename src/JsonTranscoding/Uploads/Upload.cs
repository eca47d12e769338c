using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Uploads;

/// <summary>What a request has uploaded. Disposing of it deletes the file.</summary>
/// <param name="File">The audio in the spool; null if the request has no file.</param>
/// <param name="Fields">The text fields in the order of the body.</param>
public sealed record Upload(ISpooledAudio? File, IReadOnlyList<UploadField> Fields) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => File?.Dispose();
}

/// <summary>A text field of a form.</summary>
/// <param name="Name">The name as it was sent, with brackets if it has some.</param>
/// <param name="Value">The text.</param>
public sealed record UploadField(string Name, string Value);
