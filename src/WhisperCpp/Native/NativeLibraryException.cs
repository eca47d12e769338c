using Transcribe.Core;

namespace Transcribe.WhisperCpp.Native;

/// <summary>The library of whisper.cpp cannot be loaded, or computes on another device than it must.</summary>
internal sealed class NativeLibraryException(string problem, Exception? inner = null) : ModelException(problem, inner);
