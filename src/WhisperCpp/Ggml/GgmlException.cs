using Transcribe.Core;

namespace Transcribe.WhisperCpp.Ggml;

/// <summary>A file is not a Whisper model that whisper.cpp can load. The message names the file and the problem.</summary>
internal sealed class GgmlException(string file, string problem, Exception? inner = null) : ModelException($"{file}: {problem}", inner);
