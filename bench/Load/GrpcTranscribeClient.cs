using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Transcribe.V1;

namespace Transcribe.Bench.Load;

/// <summary>Calls the service over gRPC.</summary>
/// <param name="target">The server.</param>
/// <param name="audio">The inline audio.</param>
/// <param name="stream">Whether segments arrive one by one.</param>
/// <param name="config">The transcription settings.</param>
/// <param name="limit">The time after which each call's deadline passes; null for no deadline.</param>
internal sealed class GrpcTranscribeClient(Uri target, byte[] audio, bool stream, TranscriptionConfig config, TimeSpan? limit = null)
    : ITranscribeClient
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(
        target, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { UseProxy = false }, DisposeHttpClient = true });
    private readonly TranscribeRequest _request = new() { Config = config, Content = UnsafeByteOperations.UnsafeWrap(audio) };

    private DateTime? Deadline => limit is { } time ? TimeProvider.System.GetUtcNow().UtcDateTime + time : null;

    public async Task<CallAnswer> TranscribeAsync(Action<TimeSpan> onSegment, CancellationToken cancellationToken)
    {
        var client = new Transcriber.TranscriberClient(_channel);
        try
        {
            if (stream)
                return await StreamAsync(client, onSegment, cancellationToken);
            var response = await client.TranscribeAsync(_request, deadline: Deadline, cancellationToken: cancellationToken);
            return new CallAnswer(response.Coverage.Audio.ToTimeSpan(), response.Text);
        }
        catch (RpcException exception)
        {
            throw new CallFailedException(exception.StatusCode.ToString(), exception);
        }
    }

    public void Dispose() => _channel.Dispose();

    private async Task<CallAnswer> StreamAsync(
        Transcriber.TranscriberClient client, Action<TimeSpan> onSegment, CancellationToken cancellationToken)
    {
        using var call = client.TranscribeStream(_request, deadline: Deadline, cancellationToken: cancellationToken);
        TranscribeResponse? summary = null;
        var texts = new List<string>();
        await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (message.Segment is { } segment)
            {
                onSegment(segment.EndOffset.ToTimeSpan());
                texts.Add(segment.Text);
            }

            summary = message.Summary ?? summary;
        }

        return new CallAnswer(summary?.Coverage.Audio.ToTimeSpan() ?? throw new CallFailedException("no summary"), string.Join(' ', texts));
    }
}
