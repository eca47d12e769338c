using Google.Protobuf;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>Audio made for a test: 16 kHz, mono, 16 bits.</summary>
internal static class Wav
{
    private const int Rate = 16_000;

    /// <summary>Silence of the length given.</summary>
    public static ByteString Silence(TimeSpan length)
    {
        var samples = (int)(length.TotalSeconds * Rate);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + (samples * 2));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate * 2);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(samples * 2);
        writer.Write(new byte[samples * 2]);
        return ByteString.CopyFrom(stream.ToArray());
    }
}
