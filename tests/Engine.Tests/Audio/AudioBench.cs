using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Engine.Audio;

namespace Transcribe.Engine.Tests.Audio;

/// <summary>An <see cref="AudioReader"/> with folders of its own.</summary>
internal sealed class AudioBench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("transcribe-tests-");
    private readonly Lazy<AudioReader> _reader;

    public AudioBench(Action<AudioOptions>? configure = null, TimeProvider? time = null)
    {
        Options = new AudioOptions { SpoolFolder = Path.Combine(_folder.FullName, "spool"), AllowedNetworks = ["127.0.0.0/8"] };
        configure?.Invoke(Options);
        _reader = new Lazy<AudioReader>(
            () => new AudioReader(Microsoft.Extensions.Options.Options.Create(Options), time ?? TimeProvider.System, NullLogger<AudioReader>.Instance));
    }

    public AudioOptions Options { get; }

    public AudioReader Reader => _reader.Value;

    /// <summary>Spooled files that are there now.</summary>
    public string[] Spooled => [.. Directory.EnumerateFiles(Options.SpoolFolder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))];

    /// <summary>Processes that run in the spool folder: ffmpeg, or what stands in for it.</summary>
    public int Processes => Directory.EnumerateDirectories("/proc").Count(IsOurs);

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A shell script in ffmpeg's place.</summary>
    public string Script(string body)
    {
        var path = PathOf("stand-in");
        File.WriteAllText(path, "#!/bin/sh\n" + body);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>A file made by ffmpeg.</summary>
    public async Task<byte[]> MakeAsync(string name, string arguments)
    {
        await Ffmpeg.RunAsync([.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), PathOf(name)]);
        return await File.ReadAllBytesAsync(PathOf(name));
    }

    public Task<float[]> ReadAsync(byte[] content, PcmFormat? format = null) => ReadAsync(new AudioInput.Inline(content) { Format = format });

    public async Task<float[]> ReadAsync(AudioInput input)
    {
        await using var source = await Reader.OpenAsync(input, TestContext.Current.CancellationToken);
        return await ReadAsync(source);
    }

    public static async Task<float[]> ReadAsync(PcmSource source)
    {
        List<float> samples = [];
        await foreach (var block in source.ReadBlocksAsync(TestContext.Current.CancellationToken))
            samples.AddRange(block.Span);
        return [.. samples];
    }

    public async Task<TranscriptionException> FailAsync(AudioInput input) =>
        await Assert.ThrowsAsync<TranscriptionException>(() => ReadAsync(input));

    public Task<TranscriptionException> FailAsync(byte[] content) => FailAsync(new AudioInput.Inline(content));

    public void Dispose()
    {
        if (_reader.IsValueCreated)
            _reader.Value.Dispose();
        _folder.Delete(recursive: true);
    }

    private bool IsOurs(string process)
    {
        try
        {
            return File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName.StartsWith(Options.SpoolFolder, StringComparison.Ordinal) is true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
