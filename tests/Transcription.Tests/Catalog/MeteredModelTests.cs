using System.Diagnostics.Metrics;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;

namespace Transcribe.Transcription.Tests.Catalog;

public sealed class MeteredModelTests
{
    // whisper.cpp itself drops the text of a window without speech.
    [Fact]
    public async Task Transcribe_NoSegmentsAndNoReason_CountsAsNoSpeech()
    {
        const string Name = nameof(Transcribe_NoSegmentsAndNoReason_CountsAsNoSpeech);
        var suppressed = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "transcribe.suppressed")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (labels["model"] == Name)
                suppressed[labels["reason"]] = seconds;
        });
        listener.Start();
        await using var model = new MeteredModel(
            await new SizedLoader().LoadAsync(new ModelSource(Name, Name, new ModelSettings()), default), Name);

        await model.TranscribeAsync(
            new WindowRequest { Samples = new float[16_000], Settings = new(), Requester = Requester.None }, default);

        Assert.Equal(("no-speech", 1.0), (Assert.Single(suppressed).Key, suppressed.Values.Single()));
    }
}
