using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Transcribe.Core;
using Transcribe.V1;
using Acknowledgement = Transcribe.V1.TranscribeLiveResponse.Types.Acknowledgement;

namespace Transcribe.Server.Mapping;

/// <summary>Maps engine results to protobuf messages.</summary>
internal static class ResponseMapping
{
    public static V1.Segment ToProto(Core.Segment segment)
    {
        var message = ToProtoWithoutEvidence(segment);
        if (segment.Evidence is { } evidence)
            Add(evidence, message);
        return message;
    }

    /// <summary>Sets all fields except the text and the segments.</summary>
    public static void AddSummary(TranscribeResponse response, TranscriptionSummary summary, string requestId)
    {
        response.LanguageCode = summary.LanguageCode;
        response.Coverage = ToProto(summary.Coverage);
        response.Timings = ToProto(summary.Timings);
        response.RequestId = requestId;
    }

    public static TranscribeLiveResponse ToProto(LiveUpdate update)
    {
        var response = new TranscribeLiveResponse
        {
            Results = { update.Results.Select(ToProto) },
            AudioReceived = Duration.FromTimeSpan(update.AudioReceived),
            AudioProcessed = Duration.FromTimeSpan(update.AudioProcessed),
            FinalResultsOnly = update.FinalResultsOnly,
            Acknowledgement = ToProto(update.Acknowledgement),
        };
        if (update.SpeechEvent is { } change)
        {
            response.SpeechEvent = change.IsBegin
                ? TranscribeLiveResponse.Types.SpeechEvent.SpeechBegin
                : TranscribeLiveResponse.Types.SpeechEvent.SpeechEnd;
            response.SpeechEventOffset = Duration.FromTimeSpan(change.Offset);
        }

        return response;
    }

    private static V1.Segment ToProtoWithoutEvidence(Core.Segment segment) => new()
    {
        Index = segment.Index,
        StartOffset = Duration.FromTimeSpan(segment.Start),
        EndOffset = Duration.FromTimeSpan(segment.End),
        Text = segment.Text,
        LanguageCode = segment.LanguageCode,
        Confidence = segment.Confidence,
        NoSpeechProbability = segment.NoSpeechProbability,
        Words = { segment.Words.Select(ToProto) },
    };

    private static void Add(SegmentEvidence evidence, V1.Segment message)
    {
        message.WindowOffset = Duration.FromTimeSpan(evidence.WindowStart);
        message.AverageLogProbability = evidence.AverageLogProbability;
        message.CompressionRatio = evidence.CompressionRatio;
        message.Temperature = evidence.Temperature;
        message.LanguageProbability = evidence.LanguageProbability;
        message.Tokens.AddRange(evidence.Tokens.Select(ToProto));
    }

    private static Token ToProto(SegmentToken token) => new()
    {
        Id = token.Id,
        LogProbability = token.LogProbability,
        Utf8 = ByteString.CopyFrom(token.Utf8),
    };

    private static V1.LiveResult ToProto(Core.LiveResult result) => new()
    {
        Utterance = result.Utterance,
        Text = result.Text,
        IsFinal = result.IsFinal,
        Stability = result.Stability,
        LanguageCode = result.LanguageCode,
        StartOffset = Duration.FromTimeSpan(result.Start),
        EndOffset = Duration.FromTimeSpan(result.End),
        Segments = { result.Segments.Select(ToProto) },
    };

    private static Acknowledgement ToProto(LiveAcknowledgement? acknowledgement) => acknowledgement switch
    {
        null => Acknowledgement.Unspecified,
        LiveAcknowledgement.Finished => Acknowledgement.Finalized,
        LiveAcknowledgement.Cleared => Acknowledgement.Cleared,
        LiveAcknowledgement.Configured => Acknowledgement.Configured,
        _ => throw new ArgumentOutOfRangeException(nameof(acknowledgement), acknowledgement, "No message has this value"),
    };

    private static V1.Word ToProto(Core.Word word) => new()
    {
        StartOffset = Duration.FromTimeSpan(word.Start),
        EndOffset = Duration.FromTimeSpan(word.End),
        Word_ = word.Text,
        Confidence = word.Confidence,
    };

    private static V1.Coverage ToProto(Core.Coverage coverage) => new()
    {
        Audio = Duration.FromTimeSpan(coverage.Audio),
        Transcribed = Duration.FromTimeSpan(coverage.Transcribed),
        Suppressed = Duration.FromTimeSpan(coverage.Suppressed),
        Silent = Duration.FromTimeSpan(coverage.Silent),
        Suppressions = { coverage.Suppressions.Select(ToProto) },
    };

    private static V1.Suppression ToProto(Core.Suppression suppression) => new()
    {
        StartOffset = Duration.FromTimeSpan(suppression.Start),
        EndOffset = Duration.FromTimeSpan(suppression.End),
        Reason = suppression.Reason,
    };

    private static V1.Timings ToProto(Core.Timings timings) => new()
    {
        Queued = Duration.FromTimeSpan(timings.Queued),
        Fetched = Duration.FromTimeSpan(timings.Fetched),
        Decoded = Duration.FromTimeSpan(timings.Decoded),
        Inferred = Duration.FromTimeSpan(timings.Inferred),
        RealTimeFactor = timings.RealTimeFactor,
    };
}
