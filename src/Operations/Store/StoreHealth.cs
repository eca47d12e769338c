using Microsoft.Extensions.Logging;

namespace Transcribe.Operations.Store;

/// <summary>Whether the last write to a store succeeded. Stores report every write.</summary>
public sealed class StoreHealth(ILogger<StoreHealth> logger)
{
    private volatile bool _writable = true;

    /// <summary>True until a write fails, and again once a later one succeeds.</summary>
    public bool IsWritable => _writable;

    /// <summary>Reports a write that is on the disk.</summary>
    public void Written()
    {
        if (!_writable)
            logger.StoreWritable();
        _writable = true;
    }

    /// <summary>Reports a failed write.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="isUncertain">See <see cref="OperationStoreException.IsUncertain"/>.</param>
    /// <returns>The exception for the caller.</returns>
    public OperationStoreException Failed(Exception fault, bool isUncertain = false)
    {
        if (_writable)
            logger.StoreNotWritable(fault);
        _writable = false;
        return new OperationStoreException("Operations cannot be stored at the moment", fault) { IsUncertain = isUncertain };
    }
}
