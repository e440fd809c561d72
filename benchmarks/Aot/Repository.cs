namespace ShapeGen.AotMeasurement;

/// <summary>The clone that this program was built in.</summary>
internal static class Repository
{
    public static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ShapeGen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("ShapeGen.sln is not above this program.");
    }
}
