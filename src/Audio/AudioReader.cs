using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Audio.Fetching;
using Transcribe.Audio.Ffmpeg;
using Transcribe.Audio.Pcm;
using Transcribe.Audio.Spool;
using Transcribe.Core;

namespace Transcribe.Audio;

/// <summary>Turns a URL, bytes or a spooled file into mono PCM at 16 kHz.</summary>
/// <remarks>
/// <list type="number">
/// <item>A URL is fetched into a spool file. Some containers keep their index at the end and cannot be read from a pipe.</item>
/// <item>WAV and headerless PCM are decoded in process.</item>
/// <item>Other formats are spooled and decoded by ffmpeg.</item>
/// </list>
/// </remarks>
internal sealed class AudioReader(
    SpoolFolder spool,
    UrlFetcher fetcher,
    FetchPlaces places,
    FfmpegDecoder ffmpeg,
    IOptions<AudioOptions> options,
    TimeProvider time,
    ILogger<AudioReader> logger) : IAudioReader
{
    private readonly AudioOptions _options = options.Value;

    /// <inheritdoc/>
    public async Task<IPcmSource> OpenAsync(AudioInput input, CancellationToken cancel)
    {
        return input switch
        {
            AudioInput.Remote remote => await OpenRemoteAsync(remote, cancel),
            AudioInput.Inline inline => await OpenInlineAsync(inline, cancel),
            AudioInput.Spooled { Audio: SpoolFile file } => await OpenSpooledAsync(file, input, cancel),
            _ => throw new ArgumentOutOfRangeException(nameof(input)),
        };
    }

    private async Task<PcmSource> OpenRemoteAsync(AudioInput.Remote remote, CancellationToken cancel)
    {
        var (file, fetched) = await FetchAsync(remote, cancel);
        try
        {
            logger.Fetched(remote.Uri.IdnHost, file.Length, fetched);
            if (remote.Fetched is { } begin)
                await begin(cancel);
            return await OpenFileAsync(file, remote, fetched, [file], cancel);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task<(SpoolFile File, TimeSpan Elapsed)> FetchAsync(AudioInput.Remote remote, CancellationToken cancel)
    {
        using var place = await places.EnterAsync(remote, cancel);
        var started = time.GetTimestamp();
        var file = await Spans.RunAsync("fetch", ActivityKind.Client, async span =>
        {
            span?.SetTag("server.address", remote.Uri.IdnHost);
            return await SpoolAsync(to => fetcher.FetchAsync(remote.Uri, to, cancel));
        });
        return (file, time.GetElapsedTime(started));
    }

    private Task<PcmSource> OpenSpooledAsync(SpoolFile file, AudioInput input, CancellationToken cancel) =>
        file.Length > _options.MaxInlineBytes
            ? throw AudioFailure.TooLarge(_options.MaxInlineBytes)
            : OpenFileAsync(file, input, TimeSpan.Zero, owned: [], cancel);

    private async Task<PcmSource> OpenInlineAsync(AudioInput.Inline inline, CancellationToken cancel)
    {
        var content = inline.Content;
        if (content.Length > _options.MaxInlineBytes)
            throw AudioFailure.TooLarge(_options.MaxInlineBytes);
        var stream = inline.OpenRead();
        if (await RecogniseAsync(stream, inline, cancel) is { } pcm)
            return ReadPcm(stream, pcm, TimeSpan.Zero, owned: []);
        var file = await SpoolAsync(to => to.WriteAsync(content, cancel).AsTask());
        return DecodeFile(file, inline, TimeSpan.Zero, [file]);
    }

    private async Task<PcmSource> OpenFileAsync(
        SpoolFile file, AudioInput input, TimeSpan fetched, IReadOnlyList<IDisposable> owned, CancellationToken cancel)
    {
        var stream = file.OpenRead();
        try
        {
            if (await RecogniseAsync(stream, input, cancel) is { } pcm)
                return ReadPcm(stream, pcm, fetched, [stream, .. owned]);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
        await stream.DisposeAsync();
        return DecodeFile(file, input, fetched, owned);
    }

    private PcmSource ReadPcm(Stream stream, PcmData pcm, TimeSpan fetched, IReadOnlyList<IDisposable> owned) => new(
        (state, token) =>
        {
            state(pcm.DurationIn(stream.Length));
            return PcmDecoder.DecodeAsync(stream, pcm, token);
        },
        _options,
        time,
        fetched,
        owned);

    private PcmSource DecodeFile(SpoolFile file, AudioInput input, TimeSpan fetched, IReadOnlyList<IDisposable> owned) =>
        new((state, token) => ffmpeg.DecodeAsync(file, input.Track, state, token), _options, time, fetched, owned);

    private async Task<SpoolFile> SpoolAsync(Func<Stream, Task> write)
    {
        var file = spool.Create();
        try
        {
            await using var to = file.OpenWrite();
            await write(to);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // A WAV has one track.
    private async Task<PcmData?> RecogniseAsync(Stream stream, AudioInput input, CancellationToken cancel)
    {
        if (stream.Length == 0)
            throw AudioFailure.Empty();
        if (input.Format is not null)
            return new PcmData(PcmLayout.Of(input.Format), Offset: 0, stream.Length);
        var wav = await InTimeAsync(token => WavHeader.ReadAsync(stream, token), cancel);
        return wav is not null && input.Track is > 0 and var track ? throw AudioFailure.NoTrack(track) : wav;
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(_options.DecodeTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            return await step(linked.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw AudioFailure.DecodedTooSlowly(_options.DecodeTimeout);
        }
    }
}
