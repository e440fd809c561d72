namespace ShapeGen.Generator;
internal static class Marker { }
