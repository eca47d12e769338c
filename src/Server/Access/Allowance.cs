namespace Transcribe.Server.Access;

/// <summary>The quotas of a caller. 0 is no limit.</summary>
/// <param name="CallsPerMinute">Calls per minute.</param>
/// <param name="AudioMinutesPerHour">Minutes of processed audio per hour.</param>
/// <param name="ConcurrentStreams">Streams at once.</param>
/// <param name="UnfinishedOperations">Operations that are not done.</param>
internal sealed record Allowance(int CallsPerMinute, int AudioMinutesPerHour, int ConcurrentStreams, int UnfinishedOperations);
