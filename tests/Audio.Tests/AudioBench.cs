using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transcribe.Audio.Ffmpeg;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>An <see cref="AudioReader"/> with its own folders.</summary>
internal sealed class AudioBench : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ServiceProvider _services;

    public AudioBench(Action<AudioOptions>? configure = null, TimeProvider? time = null)
    {
        Options = new AudioOptions { SpoolFolder = SpoolFolder, AllowedNetworks = ["127.0.0.0/8"] };
        configure?.Invoke(Options);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time ?? TimeProvider.System)
            .AddAudio()
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(Options))
            .BuildServiceProvider();
    }

    public AudioOptions Options { get; }

    public string SpoolFolder => _folder["spool"];

    public IAudioReader Reader => _services.GetRequiredService<IAudioReader>();

    /// <summary>The check of ffmpeg at start.</summary>
    public IHostedService FfmpegCheck => _services.GetServices<IHostedService>().OfType<FfmpegCheck>().Single();

    /// <summary>The spooled files that exist now.</summary>
    public string[] Spooled =>
        [
            .. Directory.EnumerateFiles(SpoolFolder, "*", SearchOption.AllDirectories)
                .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)),
        ];

    /// <summary>The number of processes in the spool folder: ffmpeg or the script that replaces it.</summary>
    public int Processes => RunningProcesses.CountIn(SpoolFolder);

    public string PathOf(string name) => _folder[name];

    /// <summary>Writes a shell script that replaces ffmpeg, and returns its path.</summary>
    public string Script(string body)
    {
        var path = PathOf("stand-in");
        File.WriteAllText(path, "#!/bin/sh\n" + body);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Makes a file with ffmpeg.</summary>
    public async Task<byte[]> MakeAsync(string name, string arguments)
    {
        await FfmpegTool.RunAsync([.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), PathOf(name)]);
        return await File.ReadAllBytesAsync(PathOf(name));
    }

    public Task<float[]> ReadAsync(byte[] content, PcmFormat? format = null) =>
        ReadAsync(new AudioInput.Inline(content) { Format = format });

    public async Task<float[]> ReadAsync(AudioInput input)
    {
        await using var source = await Reader.OpenAsync(input, TestContext.Current.CancellationToken);
        return await ReadAsync(source);
    }

    public static async Task<float[]> ReadAsync(IPcmSource source)
    {
        List<float> samples = [];
        await foreach (var block in source.ReadBlocksAsync(TestContext.Current.CancellationToken))
            samples.AddRange(block.Span);
        return [.. samples];
    }

    /// <summary>Decodes a stream whose bytes arrive in pieces of 1,000.</summary>
    public async Task<float[]> ReadLiveAsync(byte[] content, PcmFormat? format = null, int? track = null)
    {
        List<float> samples = [];
        var decoder = _services.GetRequiredService<IStreamDecoder>();
        var blocks = decoder.Decode(ArriveAsync(content), format, track);
        await foreach (var block in blocks.WithCancellation(TestContext.Current.CancellationToken))
            samples.AddRange(block);
        return [.. samples];
    }

    public async Task<TranscriptionException> FailAsync(AudioInput input) =>
        await Assert.ThrowsAsync<TranscriptionException>(() => ReadAsync(input));

    public Task<TranscriptionException> FailAsync(byte[] content) => FailAsync(new AudioInput.Inline(content));

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ArriveAsync(byte[] content)
    {
        foreach (var piece in content.Chunk(1000))
        {
            await Task.Yield();
            yield return piece;
        }
    }

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }
}
