using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Engines;
using Transcribe.Engines.Hub;
using Transcribe.WhisperCpp.Ggml;
using Transcribe.WhisperCpp.Hub;
using Transcribe.WhisperCpp.Native;
using Transcribe.WhisperCpp.Windows;
using Whisper.net;

namespace Transcribe.WhisperCpp;

/// <summary>Loads ggml files: finds or downloads a file, checks it, lets whisper.cpp load it and warms it up.</summary>
internal sealed class WhisperCppModelLoader(
    GgmlLocator locator, IOptions<WhisperCppOptions> options, TimeProvider time, ILogger<WhisperCppModelLoader> logger) : ISpeechModelLoader
{
    /// <summary>
    /// What a window in progress takes for each unit of the model's width: 131 MiB for tiny and 175 MiB for base, measured with 1, 4 and 8
    /// windows.
    /// </summary>
    private const long BytesOfAState = 350_000;

    /// <summary>The log and the library belong to the process.</summary>
    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <inheritdoc/>
    public string Engine => "whispercpp";

    /// <inheritdoc/>
    public bool CanLoad(string location) => File.Exists(location)
        ? GgmlFile.HasMagic(location)
        : !Directory.Exists(location) && (HubModelFile.Parse(location) is not null || HubRepository.Parse(location) is not null);

    /// <inheritdoc/>
    public ModelDescription Describe(string name) => new(name, Engine, NativeRuntime.ExpectedDevice);

    /// <inheritdoc/>
    public IEnumerable<string> Validate(ModelSettings settings)
    {
        if (settings.Precision is not (null or Precision.Auto))
            yield return "Precision cannot be set for a ggml file, whose weights have one precision";
    }

    /// <inheritdoc/>
    public async Task<long> FetchAsync(ModelSource source, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = await locator.LocateAsync(source.Location, progress, cancellationToken);
        return new FileInfo(path).Length + options.Value.Windows * GgmlFile.Read(path).Dimensions.AudioWidth * BytesOfAState;
    }

    /// <inheritdoc/>
    public async Task<ISpeechModel> LoadAsync(ModelSource source, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var path = await locator.LocateAsync(source.Location, progress: null, cancellationToken);
        logger.Loading(source.Name, path);
        var file = GgmlFile.Read(path);
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            NativeRuntime.Load([.. options.Value.Libraries]);
            var model = await StartAsync(source, path, file, cancellationToken);
            logger.Ready(source.Name, time.GetElapsedTime(started).TotalSeconds);
            return model;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private async Task<WhisperCppModel> StartAsync(ModelSource source, string path, GgmlFile file, CancellationToken cancellationToken)
    {
        using var log = new NativeLog();
        var factory = Open(path, log);
        try
        {
            var run = new WindowRun(
                factory,
                file.Dimensions,
                source.Settings,
                options.Value.Threads > 0 ? options.Value.Threads : Math.Max(1, Environment.ProcessorCount / options.Value.Windows));
            // The first run creates the backends, and the log tells which.
            await run.RunAsync(new float[SampleTime.SampleRate], new() { LanguageCodes = ["en"], Temperature = 0 }, cancellationToken);
            var device = NativeRuntime.Device(log);
            logger.RunsOn(source.Name, device, WhisperFactory.GetRuntimeInfo());
            return new WhisperCppModel(Describe(source.Name, file, device), file, factory, run, options.Value.Windows, time);
        }
        catch (Exception e) when (e is WhisperProcessingException)
        {
            factory.Dispose();
            throw new GgmlException(path, $"whisper.cpp cannot run it: {e.Message} {log.Errors}".Trim(), e);
        }
        catch
        {
            factory.Dispose();
            throw;
        }
    }

    private static WhisperFactory Open(string path, NativeLog log)
    {
        WhisperFactory? factory = null;
        try
        {
            factory = WhisperFactory.FromPath(path);
            // It tells whether the load succeeded.
            factory.CreateBuilder();
            return factory;
        }
        catch (WhisperModelLoadException e)
        {
            factory?.Dispose();
            throw new GgmlException(path, $"whisper.cpp cannot load it: {(log.Errors is { Length: > 0 } errors ? errors : e.Message)}", e);
        }
    }

    private ModelDescription Describe(string name, GgmlFile file, string device) => new(name, Engine, device)
    {
        Precision = file.Dimensions.Matrices.ToString().ToLowerInvariant(),
        Multilingual = file.Dimensions.Languages > 0,
        LanguageCodes = Languages(file.Dimensions.Languages),
        CanTranslate = file.Dimensions.Languages > 0,
    };

    /// <summary>The languages in the order of their tokens. The library's list ends before the hundredth, Cantonese.</summary>
    private static string[] Languages(int count) =>
        count == 0 ? ["en"] : [.. WhisperFactory.GetSupportedLanguages().Append("yue").Distinct().Take(count)];
}
