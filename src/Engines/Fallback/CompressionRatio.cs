using System.IO.Compression;
using System.Text;

namespace Transcribe.Engines.Fallback;

/// <summary>Measures the repetition in a text.</summary>
internal static class CompressionRatio
{
    /// <summary>
    /// UTF-8 bytes over their zlib size at the default level; 0 for an empty text. Ordinary speech is below 2, a loop far above.
    /// </summary>
    public static float Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length == 0)
            return 0;
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(bytes);
        return (float)bytes.Length / compressed.Length;
    }
}
