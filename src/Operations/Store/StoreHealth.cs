using Microsoft.Extensions.Logging;

namespace Transcribe.Operations.Store;

/// <summary>Whether the last write reached the disk.</summary>
internal sealed class StoreHealth(ILogger<StoreHealth> logger)
{
    private volatile bool _writable = true;

    public bool IsWritable => _writable;

    /// <summary>Something was written.</summary>
    public void Written()
    {
        if (!_writable)
            logger.StoreWritable();
        _writable = true;
    }

    /// <summary>Takes note of a failed write, and gives it in words for the caller.</summary>
    public OperationStoreException Failed(Exception fault)
    {
        if (_writable)
            logger.StoreNotWritable(fault);
        _writable = false;
        return new OperationStoreException("Operations cannot be stored at the moment", fault);
    }
}
