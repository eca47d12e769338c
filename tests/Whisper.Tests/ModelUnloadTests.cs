using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Core;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Tests.Folder;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests;

public sealed class ModelUnloadTests
{
    private const int Loads = 5;

    [Fact]
    public async Task DisposeAsync_AfterAWindow_LeavesNoObjectNoMappingAndNoFile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no /proc");
        using var folder = new ModelFolder();
        var models = new List<WeakReference>();

        // A finaliser would free what a disposal has forgotten, so the collection comes last.
        for (var load = 0; load < Loads; load++)
        {
            models.Add(await UseAsync(folder));
            Assert.DoesNotContain(Mappings(), mapping => mapping.Contains(folder.Path, StringComparison.Ordinal));
            Assert.DoesNotContain(OpenFiles(), file => file.StartsWith(folder.Path, StringComparison.Ordinal));
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // The last one may still be on a thread's stack.
        Assert.InRange(models.Count(model => model.IsAlive), 0, 1);
    }

    /// <summary>Loads the model, transcribes silence and disposes of the model.</summary>
    private static async Task<WeakReference> UseAsync(ModelFolder folder)
    {
        var read = folder.Read();
        var backend = new OnnxBackend(read, new InferenceOptions());
        await using var model = await WhisperModel.StartAsync(
            "leaving", read, Tokenizer.Load(read), backend, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        await model.TranscribeAsync(
            new WindowRequest
            {
                Requester = new Requester(Caller.None),
                Samples = new float[SampleTime.SampleRate],
                Settings = new TranscriptionSettings { LanguageCodes = ["en"], Temperature = 0 },
            },
            CancellationToken.None);
        Assert.Contains(Mappings(), mapping => mapping.Contains(folder.Path, StringComparison.Ordinal));
        return new WeakReference(model);
    }

    private static IEnumerable<string> Mappings() => File.ReadLines("/proc/self/maps");

    /// <summary>The targets of the open descriptors; other threads may close some meanwhile.</summary>
    private static IEnumerable<string> OpenFiles() => Directory.GetFiles("/proc/self/fd")
        .Select(descriptor => new FileInfo(descriptor).LinkTarget)
        .OfType<string>();
}
