using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Transcribe.V1;

namespace Transcribe.Bench.Load;

/// <summary>Calls over gRPC.</summary>
/// <param name="target">The server.</param>
/// <param name="audio">Sent inline.</param>
/// <param name="stream">Whether segments are to arrive one by one.</param>
internal sealed class GrpcTranscribeClient(Uri target, byte[] audio, bool stream) : ITranscribeClient
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(target, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { UseProxy = false }, DisposeHttpClient = true });
    private readonly TranscribeRequest _request = new() { Content = UnsafeByteOperations.UnsafeWrap(audio) };

    public async Task<TimeSpan> TranscribeAsync(Action<TimeSpan> onSegment, CancellationToken cancellationToken)
    {
        var client = new Transcriber.TranscriberClient(_channel);
        try
        {
            if (stream)
                return await StreamAsync(client, onSegment, cancellationToken);
            var response = await client.TranscribeAsync(_request, cancellationToken: cancellationToken);
            return response.Coverage.Audio.ToTimeSpan();
        }
        catch (RpcException exception)
        {
            throw new CallFailedException(exception.StatusCode.ToString(), exception);
        }
    }

    public void Dispose() => _channel.Dispose();

    private async Task<TimeSpan> StreamAsync(Transcriber.TranscriberClient client, Action<TimeSpan> onSegment, CancellationToken cancellationToken)
    {
        using var call = client.TranscribeStream(_request, cancellationToken: cancellationToken);
        TranscribeResponse? summary = null;
        await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (message.Segment is { } segment)
                onSegment(segment.EndOffset.ToTimeSpan());
            summary = message.Summary ?? summary;
        }

        return summary?.Coverage.Audio.ToTimeSpan() ?? throw new CallFailedException("no summary");
    }
}
