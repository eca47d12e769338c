using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>
/// The supported part of AIP-160's filter language: <c>done</c>, <c>NOT done</c>, <c>-done</c>, and comparisons of <c>done</c> with
/// <c>true</c> or <c>false</c> by <c>=</c>, <c>!=</c> or <c>:</c>.
/// </summary>
public static class OperationFilter
{
    /// <summary>Whether the filter selects done operations; null if it selects all.</summary>
    /// <exception cref="OperationException"><see cref="OperationError.InvalidArgument"/>.</exception>
    public static bool? ParseDone(string filter) => string.Concat(filter.Where(character => !char.IsWhiteSpace(character))) switch
    {
        "" => null,
        "done" or "done=true" or "done:true" or "done!=false" => true,
        "NOTdone" or "-done" or "done=false" or "done:false" or "done!=true" => false,
        _ => throw new OperationException(
            OperationError.InvalidArgument,
            $"The filter '{LimitText.Echo(filter)}' is not understood; use 'done = true' or 'done = false'"),
    };
}
