using System.Runtime.CompilerServices;
using Google.Protobuf;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Inline;

/// <summary>
/// Bytes fields whose audio is on the disk. The message holds a reference of one byte in its place, which is recognised by its identity.
/// </summary>
public static class SpooledContent
{
    private static readonly ConditionalWeakTable<ByteString, ISpooledAudio> Files = [];

    /// <summary>The audio that a bytes field refers to; null if the field holds its bytes itself.</summary>
    public static ISpooledAudio? Find(ByteString content) => Files.TryGetValue(content, out var audio) ? audio : null;

    /// <summary>Creates a reference.</summary>
    internal static ByteString Refer(ISpooledAudio audio)
    {
        var reference = ByteString.CopyFrom(InlineContent.Mark);
        Files.Add(reference, audio);
        return reference;
    }
}
