using Google.Protobuf;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>Spoken digits to transcribe.</summary>
internal static class Speech
{
    public const string English = "digits-en.mp3";
    public const string German = "digits-de.mp3";

    public static TranscribeRequest Inline(string sample = English) =>
        new() { Content = ByteString.CopyFrom(File.ReadAllBytes(Repository.Sample(sample))) };

    public static TranscribeRequest At(Uri uri) => new() { Uri = uri.ToString() };

    /// <summary>Repeats the English sample as WAV, which gives many windows to transcribe in sequence.</summary>
    public static async Task<TranscribeRequest> RepeatedAsync(int times) =>
        new()
        {
            Content = await Samples.All.Single(sample => sample.File == English)
                .ConvertAsync(times, "-ac", "1", "-ar", "16000", "-f", "wav"),
        };
}
