namespace Transcribe.WhisperCpp.Native;

/// <summary>The device that computes, as whisper.cpp's log tells it.</summary>
/// <remarks>
/// whisper.cpp goes on without a GPU if it finds none, and if it cannot initialize the one that it has found. So a GPU computes only if the
/// log says that it is used, and no failure of it.
/// </remarks>
internal static class NativeDevice
{
    /// <summary>The kind of GPU on which the library computes, in lower case; "cpu" if it computes on none.</summary>
    /// <param name="library">What the library is built for.</param>
    /// <param name="log">What it wrote when a model was loaded and first used, line by line.</param>
    public static string Read(NativeLibraryKind library, IReadOnlyCollection<string> log) =>
        library != NativeLibraryKind.Cpu && Says(log, "using", library) && !Says(log, "failed to initialize", library)
            ? library.ToString().ToLowerInvariant()
            : "cpu";

    // Devices have numbers: "whisper_backend_init_gpu: using CUDA0 backend".
    private static bool Says(IReadOnlyCollection<string> log, string what, NativeLibraryKind library) => log.Any(line =>
        line.Contains($"{what} {library}", StringComparison.OrdinalIgnoreCase) && line.EndsWith(" backend", StringComparison.Ordinal));
}
